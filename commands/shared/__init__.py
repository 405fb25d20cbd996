"""What commands share: output, options, where work runs."""
