"""Coverage-guided fuzzing of the five doors: ``python -m tests.fuzz DOOR --seconds N`` (needs ``pip install atheris``).

``doors`` turns bytes into an input for a door and says what must hold; ``corpus/DOOR/`` keeps the few inputs that
together reach most of the code. ``tests/house/test_fuzz.py`` replays them, and some hundred mutations of them, without
atheris.
"""
