namespace Unseen.Web.Hosting;

/// <summary>What a key allows.</summary>
public enum KeyUse
{
    /// <summary>Predictions, and everything else that only reads.</summary>
    Predict,

    /// <summary>To add, rename and remove classes, teach and adapt models, and edit descriptions too.</summary>
    Change,
}
