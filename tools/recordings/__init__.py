"""Programs of the recorded runs, a module a chapter: `make full` calls them, notebooks only read."""
