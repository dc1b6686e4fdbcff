"""How the small backbone was made: a convolutional teacher, pictures, views, losses, and the measure of the result."""
