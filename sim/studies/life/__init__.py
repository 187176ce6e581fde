"""One borrower's life: lived again in plain Python beside the compiled run, recorded, and put into words."""
