"""The recipe that makes the video clips: scripts as text, drawings as code, a voice, and the finished files."""
