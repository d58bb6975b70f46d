"""The pages of help and advice, as a browser gets them."""
