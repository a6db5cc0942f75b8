"""Who is who from frame to frame, and answers that do not flicker."""
