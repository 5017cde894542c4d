"""The outputs of an audit, a module each; what all of them say in the same words stands in ``told``."""
