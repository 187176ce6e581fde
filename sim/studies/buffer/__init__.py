"""The capital buffer put to the test: by fresh runs, and by runs in which the policy sees it."""
