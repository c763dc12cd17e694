"""Named inputs: scenario files, and the loader that reads them."""
