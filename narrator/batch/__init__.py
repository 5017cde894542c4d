"""Many units in one go: what came of each stands in a manifest, and a second run redoes what changed."""
