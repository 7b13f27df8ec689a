"""What a reader need not look at: loading, drawing, repeated runs, recording, exercises."""
