"""The workspace: a folder with scenarios, the only store of pages and assistants."""
