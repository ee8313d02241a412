"""What an action raises when it cannot be done: sentences for the officer who asked for it."""


class RefusedError(Exception):
    """An action that cannot be done; `sentences` say why, in words for the officer."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


class ChangedMeanwhileError(RefusedError):
    """What the action is about is no longer as the officer saw it."""
