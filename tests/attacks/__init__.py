"""What is tried against Modu, as data: one threat a line of the table, each with the test that tries it."""
