"""Parts of the help desk: the form that asks, what is attached, a question with its answers, articles, bookings, counts and tours."""
