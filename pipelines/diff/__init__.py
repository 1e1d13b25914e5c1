"""What changed between two runs over the same pages, so that a new version can be judged before it is trusted."""
