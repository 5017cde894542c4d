"""Shell completion: that of click for bash, zsh and fish, and ours for PowerShell."""

from __future__ import annotations

import os
from typing import ClassVar

from click import Command
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

from narrator.cli.base import OK, REFUSED, VARIABLE, say, tell

_SCRIPT = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $ast, $cursor)
    $words = $ast.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursor } |
        ForEach-Object { $_.Extent.Text.Trim([char[]]"'`"") }
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = $words -join "`n"
    $env:COMP_WORD = $word
    try {
        %(prog_name)s | ForEach-Object {
            $type, $value, $help = $_ -split "`t", 3
            if ($type -eq "plain") {
                if (-not $help) { $help = $value }
                [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
            }
        }
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_WORD -ErrorAction Ignore
    }
}
"""


class PowerShell(ShellComplete):
    """What PowerShell asks for: a line a suggestion, kind, word and help with tabs between; files are its own."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = _SCRIPT

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being typed, and that one as far as it goes."""
        words, incomplete = os.environ.get("COMP_WORDS", "").split("\n")[1:], os.environ.get("COMP_WORD", "")
        return words[:-1] if incomplete and words else words, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """A suggestion as a line."""
        return f"{item.type}\t{item.value}\t{item.help or ''}"


def answer(asked: str, program: Command) -> int:
    """Print what a shell asks for (``bash_source``, its script; ``bash_complete``, what may stand there); the code.

    click's own way prints bytes, past the encoding of stdout.
    """
    add_completion_class(PowerShell)
    shell, _, instruction = asked.partition("_")
    of = get_completion_class(shell)
    if of is None or instruction not in ("source", "complete"):
        tell([f"环境变量 {VARIABLE} 的值不对，应是 bash_source、zsh_source、fish_source 或 powershell_source。"])
        return REFUSED
    made = of(program, {}, "narrator", VARIABLE)
    say(made.source() if instruction == "source" else made.complete())
    return OK
