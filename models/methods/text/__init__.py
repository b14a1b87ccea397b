"""Text methods: cleaning, words, duplicates, keywords, word networks, topics and routing."""
