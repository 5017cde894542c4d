"""Attacks on the program, each through the real command line: ``python -m tests.attack`` from the root of a checkout.

They stand among the tests and not among the benchmarks, because they judge whether an answer is right, not how fast
it comes; they are no part of the test run, because they start several hundred processes (some minutes). POSIX only:
the limits are those of ``ulimit``. Nothing here imports the program: what it prints is judged from outside.

A case writes nowhere but into its own folder, whatever the program under attack does with the names that it is given:
no path of the machine is ever a target, devices least of all (``case.device``).
"""
