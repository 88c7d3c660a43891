namespace Unseen.Web.Hosting;

/// <summary>What a key allows.</summary>
public enum KeyUse
{
    /// <summary>Predictions, and everything else that only reads.</summary>
    Predict,

    /// <summary>Also changes: adding, renaming and removing classes, teaching and adapting models, keeping photographs
    /// for teaching, and editing descriptions.</summary>
    Change,
}
