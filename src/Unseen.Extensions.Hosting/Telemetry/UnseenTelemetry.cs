namespace Unseen.Extensions.Hosting.Telemetry;

/// <summary>The names of the meter, the activity source and their attributes, for <c>AddMeter</c> and <c>AddSource</c>
/// of OpenTelemetry.</summary>
public static class UnseenTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Unseen";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "Unseen";

    /// <summary>The attribute with the name of the model.</summary>
    public const string ModelTag = "unseen.model";

    /// <summary>The attribute with the kind of a prediction's input: <c>image</c> or <c>features</c>.</summary>
    public const string InputTag = "unseen.input";

    /// <summary>The attribute with the outcome of loading a changed model file: <c>served</c> or
    /// <c>refused</c>.</summary>
    public const string OutcomeTag = "unseen.outcome";

    /// <summary>The attribute with a group of classes: <c>seen</c> or <c>unseen</c>.</summary>
    public const string GroupTag = "unseen.group";

    /// <summary>The attribute with the type of the exception that ended a prediction; absent if it succeeded.</summary>
    public const string ErrorTag = "error.type";
}
