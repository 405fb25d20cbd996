"""What all functions of the API share: errors, what they accept, where work runs, what they return."""
