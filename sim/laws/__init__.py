"""Laws that the full engine must obey, each a scenario of `scenarios/verification` against a closed form."""
