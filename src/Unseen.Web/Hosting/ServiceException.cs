namespace Unseen.Web.Hosting;

/// <summary>The exception for a host, port, certificate or file of keys that a service cannot use.</summary>
public sealed class ServiceException : InputException
{
    internal ServiceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
