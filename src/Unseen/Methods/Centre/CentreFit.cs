namespace Unseen.Methods.Centre;

/// <summary>How the map from descriptor to class centre is fitted.</summary>
public enum CentreFit
{
    /// <summary>Kernel ridge regression in closed form.</summary>
    Ridge,

    /// <summary>A network with one hidden layer, by mean squared error.</summary>
    Network,
}
