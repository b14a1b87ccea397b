"""The help desk: asking from where one is stuck, the supporters' queue, articles that answers become, consults and training."""
