"""What every door is built with: who may come in, what is read and answered, how pages are made."""
