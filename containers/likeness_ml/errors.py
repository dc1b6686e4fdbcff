"""Failures with a stable code; the codes and whose mistake they are match lib/domain/errors.ts."""

USER_CODES = frozenset(
    {
        "PhotosFolderMissing",
        "PhotosFolderEmpty",
        "PhotosFolderUnreadable",
        "TooFewPhotos",
        "TooManyPhotos",
        "PhotoUnreadable",
        "PhotoNotAnImage",
        "PhotoTruncated",
        "PhotoTooLarge",
        "PhotoTooSmall",
        "PhotoAnimated",
        "PhotoFormatUnsupported",
        "PhotoHeldOutTwice",
        "MaskMismatch",
        "CategoryMissing",
        "PresetUnknown",
        "OptionUnknown",
        "OptionInvalid",
        "OutputNotEmpty",
        "UploadInvalid",
        "DatasetInvalid",
        "CursorInvalid",
        "IdempotencyKeyReused",
        "CostLimitReached",
        "DiskFull",
        "OutOfMemory",
        "SetupIncomplete",
        "AdapterInvalid",
        "GeneratorInvalid",
        "ModelUnknown",
        "ModelNotFound",
        "ModelInvalid",
        "ModelDamaged",
        "LicenceNotAccepted",
        "HubUnreachable",
        "HubAccessDenied",
        "WebhookInvalid",
        "WebhookUnknown",
        "QuotaExceeded",
        "RateExceeded",
    }
)
SERVICE_CODES = frozenset(
    {
        "ObjectNotFound",
        "JobFailed",
        "WorkflowUnsupported",
        "WorkflowFailed",
        "EndpointFailed",
        "EndpointBusy",
        "EndpointTimeout",
        "EndpointFull",
        "SmokeTestFailed",
        "RecordConflict",
        "RequestInProgress",
        "Internal",
    }
)


class LikenessError(Exception):
    """The root of the hierarchy; raise one of its two kinds. `code` names the failure for machines."""

    codes: frozenset[str] = USER_CODES | SERVICE_CODES

    def __init__(self, code: str, message: str) -> None:
        if code not in self.codes:
            raise ValueError(f"{code} is not a code of {type(self).__name__}")
        super().__init__(message)
        self.code = code


class InputError(LikenessError):
    """The user can mend it; the message says which file or option and what to do."""

    codes = USER_CODES


class ServiceError(LikenessError):
    """It is ours, or the platform's."""

    codes = SERVICE_CODES
