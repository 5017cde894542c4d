"""What tests share: units, packs, files and people made for them. No test imports another test."""
