"""What the generator makes of a category before it knows the subject: class images, negatives and backgrounds."""
