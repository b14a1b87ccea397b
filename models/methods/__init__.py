"""Shared numerics of the models: arrays in, arrays out, no reading, no words for people.

Nothing is imported here, so that `import models.methods` stays light; take what you need by module, for example
`from models.methods.siting import mclp` or `from models.methods.rates import wilson`.
"""
