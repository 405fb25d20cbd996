"""What the command line does, one module per reader's task: options, one API call, output."""
