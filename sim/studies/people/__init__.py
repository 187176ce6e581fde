"""A comparison borrower by borrower: who is better or worse off in an arm than in the base, under the same luck."""
