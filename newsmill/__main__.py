"""`python -m newsmill`: the command line."""

from newsmill.command_line import main

main()
