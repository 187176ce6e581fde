"""yuqi: stress tests of a consumer-credit platform, borrower by borrower."""
