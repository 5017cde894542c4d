"""Floor 5: what cannot be true. One function a check, each with a stable code."""
