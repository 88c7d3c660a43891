using System.Net;
using System.Net.Sockets;

namespace Unseen.TestSupport;

/// <summary>Ports of this machine, for servers that must be told their port.</summary>
internal static class LocalPort
{
    /// <summary>Finds a port that no server uses.</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
