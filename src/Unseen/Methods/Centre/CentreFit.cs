namespace Unseen.Methods.Centre;

/// <summary>Specifies how the map from descriptor to class centre is fitted.</summary>
public enum CentreFit
{
    /// <summary>Kernel ridge regression in closed form.</summary>
    Ridge,

    /// <summary>A network with one hidden layer, trained by mean squared error.</summary>
    Network,
}
