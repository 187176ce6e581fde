"""The opening book from a loan tape: reading and checking the file, deriving its accounts, imputing what it lacks."""
