namespace Unseen.Web.Hosting;

/// <summary>The service cannot start as it is configured: its host, port, certificate or file of keys is not
/// usable.</summary>
public sealed class ServiceException : InputException
{
    internal ServiceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
