"""The workspace: a folder with scenarios, the only store of the pages."""
