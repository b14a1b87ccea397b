"""Civil complaints: what people complain about, what rose suddenly, which places keep recurring, and who should act."""
