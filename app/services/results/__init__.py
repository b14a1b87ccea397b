"""What is made of a result: reports, pictures, downloads, and the questions asked of it afterwards."""
