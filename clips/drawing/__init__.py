"""The pictures of the clips: our own, drawn with Pillow, warm, round and flat."""
