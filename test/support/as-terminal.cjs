// Has a process take its standard input and output for a terminal.
process.stdin.isTTY = true;
process.stdout.isTTY = true;
