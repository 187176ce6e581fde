"""Replications in parallel, and the folder that keeps them through kills, full disks and second thoughts."""
