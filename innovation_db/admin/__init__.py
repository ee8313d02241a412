"""The admin of the floor, and the mixins that every admin class of the apps stands on: history and lost updates."""
