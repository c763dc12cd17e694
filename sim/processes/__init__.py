"""The submodels, one file each: declarations on top, the step below, kernels last."""
