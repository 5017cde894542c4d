"""The floor on which a published 说明 is read, whoever wrote it: clauses, subjects, facts as read."""
