"""Detection and segmentation without training: where in a picture the subject is, from patch features alone."""
