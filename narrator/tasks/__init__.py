"""Tasks: what a person asks of the program, from the file to the finished files; the doors only ask and show."""
