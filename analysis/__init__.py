"""Tables in, tables and figures out; runs nothing."""
